"""Mathematics on arrays. The leading axis is always the draw."""
