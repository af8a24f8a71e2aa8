"""The program: command line, settings, assembly, HTTP and Socket Mode, what runs by itself."""
