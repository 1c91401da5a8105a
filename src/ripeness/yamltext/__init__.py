"""YAML text by its layout: values spelled out, and changes laid into a text of which every other line stays.

It knows no conflict: what it is given are dicts, lists and text, some of them marked (`forms`).
"""
