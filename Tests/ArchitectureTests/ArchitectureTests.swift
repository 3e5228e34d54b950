import Testing

@Suite struct ArchitectureTests {
    private let repository = Repository()

    @Test func everyImportIsAllowedByTheDesign() throws {
        for target in try repository.targets() {
            for file in try repository.sources(of: target) {
                let faults = Arrows.faults(in: file, of: target)
                #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
            }
        }
    }

    @Test func thePackageHasNoOtherDependencies() throws {
        let manifest = Manifest(text: try repository.text("Package.swift"))
        for (target, dependencies) in manifest.dependencies {
            let allowed = try #require(Arrows.table[target], "\(target) is not a target of the design")
            let extra = dependencies.subtracting(allowed).subtracting(Arrows.collections).sorted()
            #expect(extra.isEmpty, "Package.swift: \(target) must not depend on \(extra.joined(separator: ", "))")
        }
    }

    @Test func importsAreDeclared() throws {
        let manifest = Manifest(text: try repository.text("Package.swift"))
        for target in try repository.targets() {
            let declared = try #require(manifest.dependencies[target], "Sources/\(target) is not a target")
            for file in try repository.sources(of: target) {
                for found in file.imports where !Arrows.system.contains(found.module) {
                    #expect(
                        declared.contains(found.module),
                        "\(file.path):\(found.line): \(found.module) is not a dependency of \(target) in Package.swift")
                }
            }
        }
    }

    @Test func targetsAndFoldersMatch() throws {
        let manifest = Manifest(text: try repository.text("Package.swift"))
        #expect(try repository.targets() == manifest.dependencies.keys.sorted())
    }

    /// A path with a folder is looked up; a name alone is next to the file that was named before.
    @Test func theFilesThatTheDesignNamesExist() throws {
        let named = try repository.text("docs/architecture.md").matches(of: #/`([A-Za-z]+/[A-Za-z/+]+\.swift)`/#)
        #expect(named.count > 20)
        let files = Set(try repository.targets().flatMap { try repository.sources(of: $0) }.map(\.path))
        let missing = Set(named.map { String($0.1) }).filter { !files.contains("Sources/\($0)") }
        #expect(missing.isEmpty, "docs/architecture.md: there is no \(missing.sorted())")
    }

    @Test func noCodeParsesItsOwnProse() throws {
        var unused = Set(OwnProse.exceptions.keys)
        for target in OwnProse.targets {
            for file in try repository.sources(of: target) {
                let faults = OwnProse.faults(in: file)
                #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
                unused.remove(file.path)
            }
        }
        #expect(unused.isEmpty, "no such files: \(unused.sorted())")
    }

    @Test func sourcesFollowTheStyle() throws {
        for target in try repository.targets() {
            for file in try repository.sources(of: target) {
                let faults = Style.faults(in: file)
                #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
            }
        }
    }
}

/// Tests of the checkers themselves.
@Suite struct CheckerTests {
    private func file(_ text: String) -> SourceFile { SourceFile(path: "Sources/X/A.swift", text: text) }

    @Test(arguments: [
        ("import GRDB", ["Sources/X/A.swift:1: OCI must not import GRDB"]),
        ("// a\n\npublic import Transfer\n", ["Sources/X/A.swift:3: OCI must not import Transfer"]),
        ("@preconcurrency internal import Gate", ["Sources/X/A.swift:1: OCI must not import Gate"]),
        ("@_implementationOnly\timport  Ledger", ["Sources/X/A.swift:1: OCI must not import Ledger"]),
        ("@testable import Registry", ["Sources/X/A.swift:1: OCI must not import Registry"]),
        ("import struct Transfer.StreamingHash", ["Sources/X/A.swift:1: OCI must not import Transfer"]),
        ("import Foundation; import NIOCore", ["Sources/X/A.swift:1: OCI must not import NIOCore"]),
        (
            "#if canImport(Glibc)\n    import Glibc\n#else\n    import Yams\n#endif",
            ["Sources/X/A.swift:4: OCI must not import Yams"]
        ),
        ("import Foundation\ninternal import Synchronization\nimport Dispatch", []),
        ("// import Gate\n/* import Gate\nimport Gate */\nlet a = \"\"\"\n    import Gate\n    \"\"\"", []),
        ("let important = 1\nimporter()\n", []),
    ])
    func imports(text: String, expected: [String]) {
        #expect(Arrows.faults(in: file(text), of: "OCI") == expected)
    }

    @Test func allowedImportsDifferByTarget() {
        let text = file("import OCI\nimport Transfer")
        #expect(Arrows.faults(in: text, of: "Registry").isEmpty)
        #expect(Arrows.faults(in: text, of: "Report") == ["Sources/X/A.swift:2: Report must not import Transfer"])
        #expect(Arrows.faults(in: text, of: "Unknown").count == 2)
    }

    @Test(arguments: [
        ("let a = try! b()", "try!"), ("let a = b as! C", "as!"), ("fatalError()", "fatalError("),
        ("preconditionFailure(\"x\")", "preconditionFailure("), ("// TODO: later", "TODO"), ("/* FIXME */", "FIXME"),
        ("let a = b!", "a forced unwrap"), ("let a = b!.c", "a forced unwrap"), ("f(a!, b)", "a forced unwrap"),
        ("let a = b[0]!", "a forced unwrap"), ("let a = c()!", "a forced unwrap"), ("var a: Int!", "a forced unwrap"),
        ("let a = \"\\(b!)\"", "a forced unwrap"), ("let a = \"\\(f(b) ?? \"!\")\"; c!", "a forced unwrap"),
    ])
    func faults(text: String, what: String) {
        #expect(Style.faults(in: file("\n" + text)) == ["Sources/X/A.swift:2: \(what)"])
    }

    @Test(arguments: [
        "if a != b {}", "if !a {}", "let a = !b && !c", "let text = \"no! try! as! \"", "// Stop! Now.",
        "let a = #\"x\"! \"#", "let a = \"\\(b)!\"", "guard !x.isEmpty else { return }", "f(!a)",
        "/* a! /* b! */ c! */", "let raw = \"a\\\"b! c\"", "let a = \"\\(b ?? \"none!\")!\"",
        "let a = \"\"\"\n    b! \"c!\"\n    \"\"\"",
    ])
    func noFaults(text: String) { #expect(Style.faults(in: file(text)).isEmpty) }

    @Test func parsedProseIsFound() {
        let text = "let a = b.replacing(c, with: d)\n// b.hasSuffix(c)\nlet e = \".trimming\"\n"
        #expect(OwnProse.faults(in: file(text)) == ["Sources/X/A.swift:1: .replacing( parses text"])
        #expect(OwnProse.faults(in: SourceFile(path: "Sources/Diagnosis/Remedies/ShellText.swift", text: text)).isEmpty)
    }

    @Test func longFiles() {
        #expect(Style.faults(in: file(String(repeating: "a\n", count: 450))).isEmpty)
        #expect(
            Style.faults(in: file(String(repeating: "a\n", count: 451))) == ["Sources/X/A.swift:451: over 450 lines"])
    }

    @Test func manifests() {
        let text = """
            let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
            .systemLibrary(name: "CLibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
            module("OCI"),
            module("Ledger", ["OCI", grdb]),
            .executableTarget(
                name: "blobgate",
                dependencies: [
                    "OCI", "Ledger", argumentParser, yams,
                ],
                swiftSettings: settings),
            .executableTarget(
                name: "blobgate-lab", dependencies: ["Lab", argumentParser], path: "Tests/LabCommand",
                swiftSettings: settings),
            """
        #expect(
            Manifest(text: text).dependencies == [
                "CLibcurl": [], "OCI": [], "Ledger": ["OCI", "GRDB"],
                "blobgate": ["OCI", "Ledger", "ArgumentParser", "Yams"],
            ])
    }
}
