// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// One target, one folder under `Sources`; the arrows are those of `docs/architecture.md` and a test keeps them.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let heap = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let orderedCollections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "blobgate",
    products: [],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CLibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CServer", path: "Tests/CServer", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        module("OCI"),
        module("Transfer", ["CLibcurl", "CLibcrypto"]),
        module("Record", ["OCI", "CLibcrypto"]),
        .target(name: "Diagnosis", dependencies: ["OCI", "Record", "Transfer", orderedCollections], exclude: ["Locate"], swiftSettings: settings),
        module("Report", ["OCI", "Record", orderedCollections]),
        .target(
            name: "Support", dependencies: ["OCI", "Transfer", "CLibcrypto", "CServer"], path: "Tests/Support",
            swiftSettings: settings),
        .target(name: "Samples", dependencies: ["OCI", "Record"], path: "Tests/Samples", swiftSettings: settings),
        tests("ReportTests", ["Diagnosis", "OCI", "Record", "Report", "Samples", "Support"], exclude: ["Formats/Snapshots", "JSON/Snapshots", "Schemas", "Snapshots"]),
        tests("ArchitectureTests", []),
        tests("DiagnosisTests", ["Diagnosis", "OCI", "Record", "Samples", "Support", "Transfer"], exclude: ["Locate", "Causes/HeadTests.swift"]),
    ]
)
