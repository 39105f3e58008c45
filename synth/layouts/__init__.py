"""Layout families: how a form stands on its paper. No family serves two splits but those of forms/."""
