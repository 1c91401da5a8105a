"""A draft: who would sign it (`sign`), what blocks it, what would repair it, and what answers already seen imply."""
