/// What the descriptors have to know of one scalar, in a byte.
struct ScalarClass: Equatable {
  private let bits: UInt8

  /// The script where the scalar is a letter, else `none`.
  var script: TextScript { TextScript(rawValue: bits & 0x0F) ?? .none }

  /// Whether it belongs to a word: a letter, a mark on one, or a decimal digit.
  var isWord: Bool { bits & 0x10 != 0 }

  /// Whether it is white space.
  var isSpace: Bool { bits & 0x20 != 0 }

  /// Whether it has another form in lower case.
  var isCapital: Bool { bits & 0x40 != 0 }

  /// Place of the script among all of them.
  @inline(__always)
  var scriptIndex: Int { Int(bits & 0x0F) }

  /// The class of a scalar, from the properties that the standard library knows.
  ///
  /// Letters are the general categories L*, marks M*, digits Nd.
  init(_ scalar: Unicode.Scalar) {
    let properties = scalar.properties
    var bits: UInt8 = properties.isWhitespace ? 0x20 : 0
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      bits |= 0x10 | TextScript(letter: scalar.value).rawValue
      if properties.changesWhenLowercased { bits |= 0x40 }
    case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber: bits |= 0x10
    default: break
    }
    self.bits = bits
  }

  @inline(__always)
  fileprivate init(bits: UInt8) {
    self.bits = bits
  }

  fileprivate var stored: UInt8 { bits }
}

/// The classes of all scalars, those of the basic plane in a table.
///
/// - Complexity: some milliseconds once in a process; 64 KiB, shared by all copies.
struct ScalarClasses {
  private let basicPlane: [UInt8]

  /// The only one; made when it is first asked for.
  static let all = ScalarClasses()

  private init() {
    basicPlane = (0..<UInt32(0x10000)).map { value in
      Unicode.Scalar(value).map { ScalarClass($0).stored } ?? 0
    }
  }

  /// The class of a scalar.
  @inline(__always)
  subscript(scalar: Unicode.Scalar) -> ScalarClass {
    let value = Int(scalar.value)
    return value < basicPlane.count ? ScalarClass(bits: basicPlane[value]) : ScalarClass(scalar)
  }
}
