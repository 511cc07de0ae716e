"""What the programs in `bin/` share. Standard library only: on a first start there is nothing else yet."""
