"""Papers of the office: a canonical record becomes a PDF with a QR code. Knows no kind of paper."""
