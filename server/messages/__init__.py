"""Text messages and e-mail beside push: printed, by SMTP, or through a gateway over HTTP. Off unless a setting says otherwise."""
