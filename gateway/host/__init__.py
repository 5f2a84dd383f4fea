"""What a customer's host asks: are its images current, who may act for it, what is carried past the air gap."""
