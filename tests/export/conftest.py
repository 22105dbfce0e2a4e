"""The browser of the page's tests, for exports that are opened in one."""

from tests.page.conftest import browser_type_launch_args

__all__ = ["browser_type_launch_args"]
