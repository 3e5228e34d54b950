internal import Foundation
internal import Record

extension EndedEarly {
    /// JUnit XML: a suite per source, with an error per fault.
    package func junit(places: PlaceNames) -> String {
        let suites = suites(places)
        let count = "\(suites.reduce(0) { $0 + $1.cases.count })"
        let seconds = JUnitSuite.seconds(finished.timeIntervalSince(started))
        var xml = XMLText()
        xml.element(
            "testsuites",
            [
                ("name", "blobgate \(command)"), ("time", seconds), ("tests", count), ("failures", "0"),
                ("errors", count),
            ]
        ) { xml in
            for suite in suites { add(suite, to: &xml) }
        }
        return xml.text
    }

    private typealias Case = (name: String, message: String, lines: [String])

    private struct Suite {
        let name: String
        let file: String?
        var cases: [Case] = []
    }

    /// Faults without an input are listed under the command.
    private func suites(_ places: PlaceNames) -> [Suite] {
        var suites: [Suite] = []
        var names: [String: Int] = [:]
        func add(_ fault: Case, to name: String, _ file: String? = nil) {
            // Readers merge cases with the same name.
            let count = names[fault.name, default: 0] + 1
            names[fault.name] = count
            let unique: Case = (count > 1 ? "\(fault.name) (\(count))" : fault.name, fault.message, fault.lines)
            if let index = suites.firstIndex(where: { $0.name == name }) {
                suites[index].cases.append(unique)
            } else {
                suites.append(Suite(name: name, file: file, cases: [unique]))
            }
        }
        for fault in faults {
            let file = fault.file.map(places.path)
            let place = fault.location.flatMap { $0.isEmpty ? nil : $0 } ?? "the run"
            add((place, fault.brief, fault.lines), to: file ?? fault.sourceWords ?? own, file)
        }
        for words in rest { add(("more faults", words, [words]), to: own) }
        return suites
    }

    private var own: String { "blobgate \(command)" }

    private func add(_ suite: Suite, to xml: inout XMLText) {
        let count = "\(suite.cases.count)"
        let attributes = [
            ("name", suite.name), ("tests", count), ("failures", "0"), ("errors", count), ("skipped", "0"),
            ("time", JUnitSuite.seconds(0)), ("timestamp", JUnitSuite.timestamp(started)),
            ("hostname", vantage),
        ]
        xml.element("testsuite", attributes + (suite.file.map { [("file", $0)] } ?? [])) { xml in
            xml.element("properties") { xml in
                for (name, value) in properties {
                    xml.element("property", [("name", name), ("value", value)], text: "")
                }
            }
            for fault in suite.cases {
                let names = [("classname", suite.name), ("name", fault.name), ("time", JUnitSuite.seconds(0))]
                let message = fault.message.isEmpty ? kind.title : fault.message
                xml.element("testcase", names) { xml in
                    xml.element(
                        "error", [("type", kind.code), ("message", message)],
                        text: "\n" + fault.lines.map { $0 + "\n" }.joined())
                    xml.element("system-out", text: closing)
                }
            }
        }
    }

    private var properties: [(String, String)] {
        [("blobgate.version", version), ("blobgate.command", command), ("blobgate.exit-code", "\(status)")]
    }
}

extension RunFault {
    /// The source, if it is not a file.
    fileprivate var sourceWords: String? {
        switch source {
        case .arguments: "the command line"
        case .standardInput: "standard input"
        case .output(let command): "the output of \(command)"
        case .file, nil: nil
        }
    }
}
