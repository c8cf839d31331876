//! Means, shares, shrinkage and survival. Distributions come from `statrs`.
