"""The design system: wording, layouts, components, form fields and tables. It knows no department."""
