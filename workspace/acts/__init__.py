"""What people do: run commands, write, press, choose, type, submit and close."""
