"""A FastAPI service that keeps Plumbline's request context and log contract.

Copy the modules you need.
"""
