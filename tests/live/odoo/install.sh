#!/usr/bin/env bash
# Installs Odoo 19 into .odoo/ of the project: the program from Debian unstable, unpacked and not installed, and its
# Python packages in an environment of their own. Done once; a second run does nothing. Nothing outside .odoo/ changes.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
target="$(cd "$here/../../.." && pwd)/.odoo"
python="${PYTHON:-$(command -v python3.11 || command -v python3)}"

# What is there is kept while the pinned packages are the same.
if cmp -s "$here/requirements.txt" "$target/venv/requirements.txt" && [ -s "$target/version" ]; then
    exit 0
fi
mkdir -p "$target"

if [ ! -s "$target/version" ]; then
    apt="$target/apt"
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
    # The machine's own mirror, with another suite; the machine's own sources stay as they are.
    release="$(. /etc/os-release && echo "$VERSION_CODENAME")"
    mirror="$(apt-get indextargets --format '$(REPO_URI)' "Created-By: Packages" "Release: $release" "Component: main" | sed -n 1p)"
    echo "deb $mirror sid main" >"$apt/sources.list"
    own=(-o "Dir::Etc::sourcelist=$apt/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$apt/lists"
        -o "Dir::Cache=$apt/cache" -o Acquire::Languages=none -o APT::Sandbox::User= -qq)
    apt-get "${own[@]}" update
    (cd "$apt" && rm -f odoo-19_*.deb && apt-get "${own[@]}" download odoo-19)
    package=("$apt"/odoo-19_*.deb)
    rm -rf "$target/root"
    mkdir "$target/root"
    # Translations are most of the package and no test reads another language.
    dpkg-deb --fsys-tarfile "${package[0]}" | tar -x -C "$target/root" --no-same-owner --wildcards --exclude='*/i18n/*.po'
    dpkg-deb --field "${package[0]}" Version >"$target/version.new"
    rm -rf "$apt"
    mv "$target/version.new" "$target/version"
fi

rm -rf "$target/venv"
"$python" -m venv "$target/venv"
"$target/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --prefer-binary -r "$here/requirements.txt"
cp "$here/requirements.txt" "$target/venv/requirements.txt"
