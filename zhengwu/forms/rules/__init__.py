"""Pure rules of forms: schema in, checked values and the drawing tree out."""

from zhengwu.forms.rules.fields import Bad, check_rule
from zhengwu.forms.rules.parts import parts
from zhengwu.forms.rules.schema import Field, Schema, SchemaRefused, parse
from zhengwu.forms.rules.transport import edit_rows, files_of, from_flat, names_of, put_in
from zhengwu.forms.rules.validation import Validation, validate
from zhengwu.forms.rules.view import Node, nodes

__all__ = [
    "Bad",
    "Field",
    "Node",
    "Schema",
    "SchemaRefused",
    "Validation",
    "check_rule",
    "edit_rows",
    "files_of",
    "from_flat",
    "names_of",
    "nodes",
    "parse",
    "parts",
    "put_in",
    "validate",
]
