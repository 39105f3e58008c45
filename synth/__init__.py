"""Fictitious case files whose truth is known to the box: a world first, pages second."""
