"""Reports by people: who may, what they are worth, what they may do by themselves."""
