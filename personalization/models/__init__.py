from personalization.models.forgotten import ForgottenFacet
from personalization.models.neighbour import ItemNeighbour
from personalization.models.rules_version import RulesVersion
from personalization.models.stale import StaleProfile

__all__ = ["ForgottenFacet", "ItemNeighbour", "RulesVersion", "StaleProfile"]
