"""Random inputs that Swift makes bit by bit in the same way (Tests/KedgeTestSupport)."""

MASK = (1 << 64) - 1


class SplitMix64:
    """Steele, Lea, Flood, OOPSLA 2014."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        mixed = self.state
        mixed = ((mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ mixed >> 27) * 0x94D049BB133111EB) & MASK
        return mixed ^ mixed >> 31

    def unit(self):
        """Uniform over multiples of 2^-53 in [0, 1)."""
        return (self.next() >> 11) * 2.0**-53

    def bell(self):
        """Nearly normal, mean 0 and variance 1: twelve uniform numbers, less six."""
        total = 0.0
        for _ in range(12):
            total += self.unit()
        return total - 6
