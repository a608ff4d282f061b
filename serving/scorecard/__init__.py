"""The page that a sales manager looks at: static HTML and the numbers it shows, written each night."""
