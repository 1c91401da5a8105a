"""The mediator's question: whose preferences, about what, would have to change for a wanted state to hold.

Alone or together, by rankings or by statements (`rankings`, `rankings_jointly`, `statements`, `statements_jointly`).
"""
