"""Word that other houses send by themselves: handed on as it came, to be verified and looked into by whom it is for."""
