"""Does a derivative hold? Finite differences at random points, without one rule of calculus."""
