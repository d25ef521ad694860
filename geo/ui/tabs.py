"""The tabs beside the map."""

from geo.ui.data_page import data_page
from geo.ui.decide_page import decide_page
from geo.ui.method_page import method_page
from geo.ui.policy_page import policy_page

__all__ = ["data_page", "decide_page", "method_page", "policy_page"]
