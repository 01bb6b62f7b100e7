/// The words of texts, committed here so that the data does not depend on anything else.
enum Words {
  static let plain: [String] = [
    "invoice", "please", "refund", "account", "why", "the", "order", "late", "again", "when",
    "will",
    "my", "package", "arrive", "change", "address", "card", "declined", "twice", "cancel", "plan",
    "explain", "charge", "from", "March", "support", "ticket", "closed", "without", "answer", "is",
    "this", "a", "limit", "of", "ten", "days", "thanks", "for", "your", "help", "with", "login",
  ]

  /// Two, three and four byte forms, combining marks, right to left.
  static let foreign: [String] = [
    "Grüße", "façade", "mañana", "Straße", "żółć", "Ελλάδα", "привет", "заказ", "שלום", "مرحبا",
    "नमस्ते", "東京", "注文", "한국어", "ありがとう", "e\u{301}cole", "n\u{303}andu\u{301}", "😀", "🚀👩‍💻", "𝛼𝛽",
  ]

  /// Escapes as they are written, and the number of characters that each stands for.
  static let escapes: [(written: StaticString, characters: Int, bytes: Int)] = [
    ("\\n", 1, 1), ("\\t", 1, 1), ("\\\"", 1, 1), ("\\\\", 1, 1), ("\\/", 1, 1), ("\\r", 1, 1),
    ("\\b", 1, 1), ("\\f", 1, 1), ("\\u00e9", 1, 2), ("\\u4E2D", 1, 3), ("\\uD83D\\uDE00", 1, 4),
  ]

  static let regions = ["eu", "us", "ap", "sa", "af"]
  static let channels = ["web", "mobile", "partner", "phone", "branch", "mail"]
  /// Four classes, and two that come with the drift.
  static let classes = ["approve", "decline", "review", "defer", "escalate", "appeal"]
  static let reasons = ["stop", "length", "tool_calls"]
  static let models = ["support-chat", "fraud-score", "ranker", "summary", "translate", "router"]
}
