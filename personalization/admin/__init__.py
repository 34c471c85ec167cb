from personalization.admin import learned_state, rules

__all__ = ["learned_state", "rules"]
