"""
Definitions as files: read, check, apply, and read again by the stages.

Takes: a folder ``packs/<name>/`` with ``pack.yaml`` and a folder of YAML files per kind of definition.
Gives: rows of ``Definition``, and ``published(kind, shape)`` for the stages that calculate with them.

Words: a *pack* is the folder; a *kind* is what is defined (source, model, tag, segment, rule, task); a
*definition* is one of them, with a version; the *shape* is the pydantic model its body must fit.
"""
