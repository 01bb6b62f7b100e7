import KedgeConfiguration
import KedgeDecoding
import KedgeEngine

extension Configuration {
  /// How the lines of each input are read.
  ///
  /// Texts are described as rules, schemas and groupings ask, and as baselines know them: a rule that
  /// goes takes no value away from those that look at all fields.
  func decoders(for engine: Engine) -> [DecoderSettings] {
    let known = engine.baselineFields.intersection(DecoderSettings.optionalColumnNames)
    return inputs.map { input in
      var decoder = input.decoder
      decoder.optionalColumns.formUnion(known)
      return decoder
    }
  }
}
