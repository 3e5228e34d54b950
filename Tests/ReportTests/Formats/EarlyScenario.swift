import Foundation
import Record
import Samples
import Testing

@testable import Report

/// A run that ended before it reached a verdict, named like its snapshots.
struct EarlyScenario: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let early: EndedEarly

    init(
        _ name: String, _ ending: EndedEarly.Ending, _ faults: [RunFault], omitted: Int = 0, command: String = "check",
        vantage: String = "deploy1003"
    ) {
        testDescription = name
        early = EndedEarly(
            command: command, ending: ending, faults: faults, omitted: omitted, version: "1.2.3", vantage: vantage,
            started: SampleRun.started, finished: SampleRun.started.addingTimeInterval(0.25))
    }

    static func fault(
        _ message: String, at location: String, _ source: InputSource, line: Int? = nil, document: Int? = nil,
        object: String? = nil
    ) -> RunFault {
        let place = object.map { "\(location) (\(document.map { "document \($0), " } ?? "")\($0))" } ?? location
        var fault = RunFault(message, text: "\(place): \(message)")
        (fault.source, fault.location, fault.line) = (source, location, line)
        (fault.document, fault.object) = (document, object)
        return fault
    }

    static func line(_ number: Int, _ message: String, of file: String = "images.txt") -> RunFault {
        fault(message, at: "\(file):\(number)", .file(file), line: number)
    }

    static let all = [
        EarlyScenario(
            "inputs", .gate(.input),
            [
                line(3, "\"foo/Bar\": upper case in the repository"), line(9, "not UTF-8"), line(12, "not UTF-8"),
                fault(
                    "\"web:${TAG}\": a placeholder that nothing has filled in", at: "k8s/web.yaml:31",
                    .file("k8s/web.yaml"), line: 31, document: 2, object: "Deployment prod/web, container app"),
                fault("cannot be read: No such file or directory", at: "../more.txt", .file("../more.txt")),
                fault("\"a b\": no reference", at: "argument 2", .arguments, line: 2),
                fault("a NUL byte; is this a text file?", at: "standard input:1", .standardInput, line: 1),
                fault(
                    "ended with status 1; it said:\n    Error: chart not found\n    ::error::owned",
                    at: "the output of helm template ./web", .output(of: "helm template ./web")),
            ]),
        EarlyScenario(
            "configuration", .gate(.configuration),
            [
                line(7, "unknown key \"retrys\" in policy; did you mean \"retries\"?", of: "/etc/blobgate.yaml"),
                line(7, "version 2 is not one that blobgate reads", of: "/builds/release/blobgate.yaml"),
            ], command: "recheck"),
        EarlyScenario(
            "message", .gate(.usage), [RunFault("--backend a=: \"\" is not an address;\nexpected NAME=HOST")]),
        EarlyScenario("interrupted", .gate(.interrupted), [RunFault("interrupted; nothing was checked")]),
        EarlyScenario(
            "builder", .builder(status: 65),
            [RunFault("the builder failed with exit status 65; blobgate verified nothing")], command: "scap build"),
        EarlyScenario("silent", .gate(.software), []),
        EarlyScenario("many", .gate(.input), (1...14).map { line($0, "not UTF-8") }, omitted: 3),
    ]

    /// Foreign text wherever a value can hold it.
    static let hostile = FormatTable.texts.map { text in
        let full = fault("wrong \(text)", at: text, .file(text + "/x"), line: 2, document: 1, object: text)
        return EarlyScenario(
            "hostile", .gate(.input),
            [full, full, RunFault("wrong \(text)"), fault("wrong \(text)", at: text, .output(of: text))], vantage: text)
    }

    static let forms: [(name: String, render: @Sendable (EndedEarly) -> String)] = [
        ("text", { $0.text }), ("json", { $0.json }), ("junit", { $0.junit(places: FormatTable.places) }),
        ("gitlab", { $0.gitlab(places: FormatTable.places) }),
        ("annotations", { $0.annotations(places: FormatTable.places) }), ("summary", { $0.summary() }),
        ("outputs", { $0.outputs(report: "gate.json", delimiter: "blobgate1f") }),
        ("sarif", { $0.sarif(places: FormatTable.places) }),
        ("metrics", { $0.metrics(gate: "mediawiki", earlier: nil) }),
    ]
}
