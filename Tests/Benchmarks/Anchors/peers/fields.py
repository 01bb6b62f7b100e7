"""What replay watches in a record of the standard profile: its own names, and where they are."""

NUMBERS = {"usage.input_tokens": "usage.input_tokens",
           "usage.output_tokens": "usage.output_tokens",
           "usage.cache_read_tokens": "usage.cache_read_tokens",
           "duration": "duration", "ttft": "ttft", "score": "score",
           "amount": "features.amount", "age": "features.age", "balance": "features.balance"}
CHARACTERS = {"input.chars": "input", "output.chars": "output"}
NAMES = {"channel": "features.channel", "urgent": "features.urgent",
         "finish_reason": "finish_reason", "prediction": "prediction"}
