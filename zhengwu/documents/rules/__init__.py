"""Pure rules of papers: templates, completeness, wording, remedies, service, typesetting."""
