"""The living diagram of the network: what each unit computes, what each link carries, taken in hand."""
