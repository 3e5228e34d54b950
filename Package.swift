// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// One target per folder under `Sources`. `docs/architecture.md` shows the allowed dependencies; a test enforces them.
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
    products: [.executable(name: "blobgate", targets: ["blobgate"])],
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
        .systemLibrary(name: "CBusFault"),
        .systemLibrary(name: "CLibresolv"),
        .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),

        module("OCI"),
        module("Files"),
        module("Transfer", ["Files", "CLibcurl", "CLibcrypto"]),
        module("Layer", ["OCI", "Record", "Transfer", "CZlib", "CZstd"]),
        module("Record", ["OCI", "CLibcrypto", orderedCollections]),
        module(
            "Registry",
            [
                "CLibresolv", "Files", "Layer", "OCI", "Record", "Transfer", orderedCollections, subprocess,
                systemPackage,
            ]),
        module("Release", ["Files", "OCI", "Record", orderedCollections, yams]),
        module("Disk", ["OCI", "Record", "Transfer", "Layer", "Release"]),
        module("Ledger", ["OCI", "Record", "CBusFault", "CZstd", grdb]),
        module(
            "Gate", ["OCI", "Record", "Transfer", "Layer", "Registry", "Release", "Ledger", heap, orderedCollections]),
        module(
            "Diagnosis",
            [
                "Files", "OCI", "Record", "Transfer", "Layer", "Registry", "Release", "Ledger", "Gate",
                orderedCollections,
            ]),
        module("Attest", ["OCI", "Record", "CLibcrypto"]),
        module("Report", ["Attest", "OCI", "Record", orderedCollections]),
        .executableTarget(
            name: "blobgate",
            dependencies: [
                "Files", "OCI", "Record", "Transfer", "Registry", "Release", "Disk", "Ledger", "Gate", "Diagnosis",
                "Attest", "Report",
                argumentParser,
                subprocess,
                systemPackage, yams,
            ],
            swiftSettings: settings),

        .systemLibrary(
            name: "CServer", path: "Tests/CServer", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .target(
            name: "Support", dependencies: ["OCI", "Transfer", "CLibcrypto", "CServer"], path: "Tests/Support",
            swiftSettings: settings),
        .target(name: "Samples", dependencies: ["OCI", "Record"], path: "Tests/Samples", swiftSettings: settings),
        .target(name: "Lab", dependencies: ["OCI", "Support"], path: "Tests/Lab", swiftSettings: settings),
        .executableTarget(
            name: "blobgate-lab",
            dependencies: ["Lab", "OCI", "Support", argumentParser],
            path: "Tests/LabCommand",
            swiftSettings: settings),
        .executableTarget(
            name: "blobgate-bench",
            dependencies: ["Lab", "OCI", "Support", "Transfer", argumentParser, yams],
            path: "Tests/Benchmarks", exclude: ["README.md"],
            swiftSettings: settings),

        tests("OCITests", ["OCI", "Support"]),
        tests("TransferTests", ["Transfer", "OCI", "Support"]),
        tests("LayerTests", ["Layer", "OCI", "Record", "Support"]),
        tests("RegistryTests", ["Registry", "OCI", "Record", "Transfer", "Support"]),
        tests("ReleaseTests", ["OCI", "Record", "Release"]),
        tests("DiskTests", ["Disk", "OCI", "Record", "Release", "Support"]),
        tests("RecordTests", ["Record", "OCI"]),
        tests("AttestTests", ["Attest", "OCI", "Record", "Samples", "Support"]),
        tests("LedgerTests", ["Ledger", "OCI", "Record", grdb]),
        tests(
            "GateTests",
            ["Gate", "Layer", "OCI", "Record", "Transfer", "Registry", "Release", "Ledger", "Report", "Support"],
            exclude: ["Snapshots"]),
        tests(
            "DiagnosisTests",
            ["Diagnosis", "Gate", "Ledger", "OCI", "Record", "Registry", "Release", "Samples", "Support", "Transfer"]),
        tests(
            "ReportTests", ["Report", "Attest", "Diagnosis", "OCI", "Record", "Samples", "Support"],
            exclude: ["Formats/Snapshots", "Incident/Snapshots", "JSON/Snapshots", "Schemas", "Snapshots"]),
        tests(
            "CommandTests",
            [
                "Attest", "blobgate", "Gate", "Ledger", "OCI", "Record", "Registry", "Release", "Report", "Transfer",
                "Support",
                argumentParser, yams,
            ],
            exclude: ["Snapshots"]),
        tests(
            "FuzzTests",
            [
                "Diagnosis", "Gate", "Ledger", "OCI", "Record", "Registry", "Release", "Report", "Support", "Transfer",
            ]),
        tests("SupportTests", ["Support", "OCI"]),
        tests("BenchmarkTests", ["blobgate-bench"]),
        tests("HookTests", ["blobgate", "Attest", "Gate", "Record", "Support", yams]),
        tests("ArchitectureTests", []),
        tests("OracleTests", ["blobgate", "OCI", "Support"], exclude: ["Files"]),
        tests(
            "IntegrationTests", ["blobgate", "Lab", "OCI", "Record", "Report", "Support", "Ledger", grdb],
            exclude: ["Schemas"]),
    ]
)
