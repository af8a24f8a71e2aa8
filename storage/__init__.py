"""Where Handoff keeps what it knows: tables, migrations, encrypted columns, the outbox."""
