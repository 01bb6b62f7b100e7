// swift-tools-version: 6.3

import PackageDescription

// What measures Kedge; apart from the root, so that nobody who builds Kedge builds this.

let package = Package(
  name: "kedge-benchmarks",
  dependencies: [
    .package(name: "kedge", path: "../..")
  ],
  targets: [
    .executableTarget(
      name: "close-panes",
      dependencies: [
        .product(name: "KedgeCore", package: "kedge"),
        .product(name: "KedgeDecision", package: "kedge"),
      ]
    ),
    .executableTarget(
      name: "detect",
      dependencies: [
        .product(name: "KedgeCore", package: "kedge")
      ]
    ),
    .executableTarget(name: "generate"),
    .executableTarget(
      name: "parse-all",
      dependencies: [
        .product(name: "KedgeCore", package: "kedge")
      ]
    ),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets {
  target.swiftSettings = [
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
    .enableUpcomingFeature("InternalImportsByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    .enableUpcomingFeature("MemberImportVisibility"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0458-strict-memory-safety.md
    .strictMemorySafety(),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0443-warning-control-flags.md
    .treatAllWarnings(as: .error),
  ]
}
