"""What the environment, the sources file or a drop folder says of the company and its sources, checked before a run."""
