"""Any agreement: which there are and which are best (`deals`), and where there is none, why and what would open one."""
