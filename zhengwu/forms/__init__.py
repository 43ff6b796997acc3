"""forms: application forms (表单) as form-js schemas, checked and drawn on the server.

A **form version** (表单版本) is one immutable schema with its digest; a matter keeps the version it
was filled in under. `rules` parses a schema (the supported part of form-js, the rest is refused by
name), reads what a browser sent, validates it with Chinese messages and builds the tree that the
template draws. A **field dictionary** (字段字典) names the kinds of value an office knows: identity
card, credit code, phone, region, postcode.

Neighbours: `expressions` decides whether a field is hidden; `catalogue` ties a form to an edition;
`cases` lets people fill it in.
"""
