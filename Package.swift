// swift-tools-version: 6.3

import PackageDescription

// One section per target and its tests; one dependency a line, sorted.

let package = Package(
  name: "kedge",
  products: [
    .executable(name: "kedged", targets: ["kedged"]),
    .executable(name: "kedgectl", targets: ["kedgectl"]),
    // For the nested packages Tests/Benchmarks and Tests/Fuzz only.
    .library(name: "KedgeCore", targets: ["KedgeDecoding", "KedgeModel", "KedgeStatistics"]),
    .library(name: "KedgeDecision", targets: ["KedgeEngine", "KedgeExpressions", "KedgeRules"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
    .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
  ],
  targets: [
    // CByteScan
    .target(name: "CByteScan"),

    // CSystemd
    .systemLibrary(
      name: "CSystemd",
      pkgConfig: "libsystemd",
      providers: [.apt(["libsystemd-dev"])]
    ),

    // CRE2
    .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),

    // KedgeModel
    .target(
      name: "KedgeModel"
    ),
    .testTarget(
      name: "KedgeModelTests",
      dependencies: [
        "KedgeModel",
        "KedgeTestSupport",
      ]
    ),

    // KedgeStatistics
    .target(
      name: "KedgeStatistics"
    ),
    .testTarget(
      name: "KedgeStatisticsTests",
      dependencies: [
        "KedgeStatistics",
        "KedgeTestSupport",
      ],
      exclude: ["Golden"]
    ),

    // KedgeDecoding
    .target(
      name: "KedgeDecoding",
      dependencies: [
        "CByteScan",
        "KedgeModel",
      ]
    ),
    .testTarget(
      name: "KedgeDecodingTests",
      dependencies: [
        "CByteScan",
        "KedgeDecoding",
        "KedgeModel",
        "KedgeTestSupport",
      ]
    ),

    // KedgeExpressions
    .target(
      name: "KedgeExpressions",
      dependencies: [
        "CRE2"
      ]
    ),
    .testTarget(
      name: "KedgeExpressionsTests",
      dependencies: [
        "KedgeExpressions",
        "KedgeTestSupport",
      ]
    ),

    // KedgeRules
    .target(
      name: "KedgeRules",
      dependencies: [
        "KedgeExpressions",
        "KedgeModel",
      ]
    ),
    .testTarget(
      name: "KedgeRulesTests",
      dependencies: [
        "KedgeExpressions",
        "KedgeModel",
        "KedgeRules",
        "KedgeTestSupport",
      ]
    ),

    // KedgeEngine
    .target(
      name: "KedgeEngine",
      dependencies: [
        "KedgeExpressions",
        "KedgeModel",
        "KedgeRules",
        "KedgeStatistics",
        .product(name: "Crypto", package: "swift-crypto"),
      ]
    ),
    .testTarget(
      name: "KedgeEngineTests",
      dependencies: [
        "KedgeEngine",
        "KedgeModel",
        "KedgeRules",
        "KedgeSimulation",
        "KedgeTestSupport",
        .product(name: "Crypto", package: "swift-crypto"),
      ]
    ),

    // KedgeConfiguration
    .target(
      name: "KedgeConfiguration",
      dependencies: [
        "KedgeDecoding",
        "KedgeEngine",
        "KedgeExpressions",
        "KedgeModel",
        "KedgeRules",
        "KedgeScenarios",
        "Yams",
      ]
    ),
    .testTarget(
      name: "KedgeConfigurationTests",
      dependencies: [
        "KedgeConfiguration",
        "KedgeDecoding",
        "KedgeEngine",
        "KedgeModel",
        "KedgeRules",
      ]
    ),

    // KedgeScenarios
    .target(
      name: "KedgeScenarios",
      dependencies: [
        "KedgeModel"
      ]
    ),
    .testTarget(
      name: "KedgeScenariosTests",
      dependencies: [
        "KedgeScenarios"
      ]
    ),

    // KedgeControl
    .target(
      name: "KedgeControl",
      dependencies: [
        "KedgeModel"
      ]
    ),

    .testTarget(
      name: "KedgeControlTests",
      dependencies: [
        "KedgeConfiguration",
        "KedgeControl",
        "KedgeDecoding",
        "KedgeEngine",
        "KedgeModel",
        "KedgePlatform",
        "KedgeRules",
        "KedgeScenarios",
        "KedgeTestSupport",
      ]
    ),

    // KedgeReport
    .target(
      name: "KedgeReport",
      dependencies: [
        "KedgeControl",
        "KedgeModel",
      ]
    ),

    .testTarget(
      name: "KedgeReportTests",
      dependencies: [
        "KedgeModel",
        "KedgeReport",
      ]
    ),

    // KedgePlatform
    .target(
      name: "KedgePlatform",
      dependencies: [
        "CSystemd",
        "KedgeConfiguration",
        "KedgeControl",
        "KedgeDecoding",
        "KedgeEngine",
        "KedgeModel",
        "KedgeRules",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ]
    ),
    .testTarget(
      name: "KedgePlatformTests",
      dependencies: [
        "KedgeConfiguration",
        "KedgeControl",
        "KedgeEngine",
        "KedgeModel",
        "KedgePlatform",
        "KedgeStatistics",
        "KedgeTestSupport",
      ]
    ),

    // kedged
    .executableTarget(
      name: "kedged",
      dependencies: [
        "KedgeConfiguration",
        "KedgePlatform",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
    ),

    // kedgectl
    .executableTarget(
      name: "kedgectl",
      dependencies: [
        "KedgeConfiguration",
        "KedgeControl",
        "KedgeEngine",
        "KedgeExpressions",
        "KedgeModel",
        "KedgePlatform",
        "KedgeReport",
        "KedgeRules",
        "KedgeScenarios",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]
    ),

    // KedgeTestSupport
    .target(
      name: "KedgeTestSupport",
      path: "Tests/KedgeTestSupport"
    ),

    // Simulation
    .target(
      name: "KedgeSimulation",
      dependencies: [
        "KedgeDecoding",
        "KedgeEngine",
        "KedgeModel",
        "KedgeRules",
        "KedgeTestSupport",
      ],
      path: "Tests/Simulation/KedgeSimulation"
    ),
    .testTarget(
      name: "SimulationTests",
      dependencies: [
        "KedgeEngine",
        "KedgeModel",
        "KedgeSimulation",
      ],
      path: "Tests/Simulation/SimulationTests"
    ),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

for target in package.targets where target.type != .system {
  target.swiftSettings = [
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
    .enableUpcomingFeature("InternalImportsByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    .enableUpcomingFeature("MemberImportVisibility"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0470-isolated-conformances.md
    .enableUpcomingFeature("InferIsolatedConformances"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0461-async-function-isolation.md
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0481-weak-let.md
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0458-strict-memory-safety.md
    .strictMemorySafety(),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0443-warning-control-flags.md
    .treatAllWarnings(as: .error),
  ]
  target.cSettings = [.treatAllWarnings(as: .error)]
  target.cxxSettings = [.treatAllWarnings(as: .error)]
}
