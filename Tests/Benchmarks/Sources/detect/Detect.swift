import Foundation
import KedgeStatistics

/// Feeds a file of numbers, one a line, to a detector; prints the change points and the processor
/// time of the updates alone.
@main
enum Detect {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else { fatalError("usage: detect adwin|page_hinkley|kswin FILE") }
    let text = try String(contentsOfFile: arguments[2], encoding: .utf8)
    let values = text.split(separator: "\n").compactMap { Double($0) }
    let start = clock()
    let changes =
      switch arguments[1] {
      case "adwin": adaptiveWindow(values)
      case "kswin": kolmogorovSmirnovWindow(values)
      default: pageHinkley(values)
      }
    let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
    print(#"{"cpu": \#(seconds), "changes": \#(changes)}"#)
  }

  private static func adaptiveWindow(_ values: [Double]) -> [Int] {
    var detector = AdaptiveWindow()
    return values.indices.filter { detector.update(values[$0]) == .change }
  }

  private static func kolmogorovSmirnovWindow(_ values: [Double]) -> [Int] {
    var detector = KolmogorovSmirnovWindow()
    return values.indices.filter { detector.update(values[$0]) == .change }
  }

  private static func pageHinkley(_ values: [Double]) -> [Int] {
    var detector = PageHinkley()
    return values.indices.filter { detector.update(values[$0]) == .change }
  }
}
