"""Packages, and the exact search among them without listing them: it knows no verdict and no draft.

What a package is worth is a sum of whole numbers over its clauses (`sums`, from `interests`). On it stand whether any
reaches a floor (`feasible`, by bounds of `lagrangian`), all that nobody can improve for one without loss for another
(`frontier`, `zone`), the best by a score (`objective`, `branch_and_bound`, `best`, `maximin`, `solutions`, `robust`),
and how far one is from the zone (`nearest`).
"""
