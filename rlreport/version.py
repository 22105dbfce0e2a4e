"""The version of the package: pyproject.toml and every output read it here."""

VERSION = "0.1.0"
