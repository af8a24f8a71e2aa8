"""What reaches the app: payloads as Slack documents them, over signed HTTP or Socket Mode."""
