import KedgeConfiguration
import KedgeDecoding
import KedgeEngine
import KedgeModel

/// An engine in which a rule has fired: 200 records of a baseline, then 100 of the same, then 100
/// of ten times the amount.
struct Drifting {
  var engine: Engine
  let event: Event

  static let text = """
    inputs:
    - name: app
      socket: ingest
    models:
    - name: shop
      match: {model: shop}
      schema:
        amount: {type: magnitude}
      baseline: {from: first, records: 200}
      window: {records: 100}
    default_rules: false
    rules:
    - name: amount-drift
      match: {model: shop}
      when: 'psi("amount").value > 0.25'
      for: 1
      min_samples: 50
      action: retrain
      mode: act
    """

  init() throws {
    let configuration = try ConfigurationLoader.load([
      ConfigurationFile(path: "kedge.yaml", text: Drifting.text)
    ])
    engine = Engine(settings: configuration.engine)
    var decoder = try RecordDecoder(configuration.inputs[0].decoder)
    var found: Event?
    for batch in decoder.decode(Drifting.lines, startsStream: true) {
      let rows = 0..<batch.kinds.count
      for effect in engine.apply(.records(batch, BlockOrigin(input: 0), rows: rows), at: nil) {
        if case .event(let event) = effect, found == nil { found = event }
      }
    }
    guard let found else { throw Missing() }
    event = found
  }

  struct Missing: Error {}

  private static var lines: [UInt8] {
    var lines = ""
    for index in 0..<400 {
      let amount = Double(index % 50 + 1) * (index < 300 ? 1 : 10)
      let time = Timestamp(nanoseconds: 1_767_571_200_000_000_000 + Int64(index) * 1_000_000_000)
      lines += """
        {"kind":"inference","id":"r\(index)","time":"\(time.rfc3339)","model":"shop",\
        "version":"1","features":{"amount":\(amount)}}

        """
    }
    return Array((lines + "{broken\n").utf8)
  }
}
