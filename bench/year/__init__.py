"""A whole year of one district, simulated: what would become of thousands of cases, and would one be lost?"""
