"""Pages of the applicant: apply, follow, answer; and what is open to everybody."""
