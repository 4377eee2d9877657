"""Template tag libraries: `texts` (the words) and `ui` (the components)."""
