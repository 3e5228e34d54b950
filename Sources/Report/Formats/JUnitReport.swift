internal import Foundation
internal import Gate
internal import OCI

/// A finished run as JUnit XML, in the form that Jenkins and GitLab read: a suite for each image, a case for each backend.
///
/// A failure is a refusal, an error is undecided. Skipped is what was not proven and does not stop the deploy either: a weak
/// depth, a plan, an override. It is not shown green, since nothing was proven by it.
package enum JUnitReport {
    /// Writes the report: ASCII, with a newline at the end.
    package static func render(_ reported: some ReportedRun, places: PlaceNames) -> String {
        let run = reported.facts
        let suites = run.wire.images.map { JUnitSuite($0, run, places) }
        var xml = XMLText()
        xml.element(
            "testsuites",
            [
                ("name", "blobgate \(run.wire.command)"), ("time", JUnitSuite.seconds(run.seconds)),
                ("tests", "\(suites.reduce(0) { $0 + $1.cases.count })"),
                ("failures", "\(suites.reduce(0) { $0 + $1.count(of: .failure) })"),
                ("errors", "\(suites.reduce(0) { $0 + $1.count(of: .error) })"),
            ]
        ) { xml in
            for suite in suites { suite.add(to: &xml) }
        }
        return xml.text
    }
}

/// An image.
struct JUnitSuite {
    let cases: [JUnitCase]
    private let image: ImageWire
    private let run: RunWire
    private let file: String?

    init(_ image: ImageWire, _ run: RunFacts, _ places: PlaceNames) {
        self.image = image
        self.run = run.wire
        file = image.lines.first.map { places.path($0.file) }
        let concerned = run.diagnoses.filter { fault in
            fault.images.contains { $0.reference.description == image.reference }
        }
        let views = image.backends.map { JUnitCase($0, of: image, run, concerned) }
        let verdict = Verdict.combined(image.backends.map { Verdict(told: $0.verdict) })
        let isWorse = Verdict.combined([verdict, Verdict(told: image.verdict)]) != verdict
        let whole = image.findings.isEmpty && !isWorse ? [] : [JUnitCase(whole: image, run, concerned)]
        cases = views + whole
    }

    func count(of outcome: JUnitCase.Outcome) -> Int { cases.filter { $0.outcome == outcome }.count }

    func add(to xml: inout XMLText) {
        let attributes = [
            ("name", image.reference), ("tests", "\(cases.count)"),
            ("failures", "\(count(of: .failure))"), ("errors", "\(count(of: .error))"),
            ("skipped", "\(count(of: .skipped))"),
            ("time", Self.seconds(cases.reduce(0) { $0 + $1.seconds })),
            ("timestamp", String(run.started.prefix(19))), ("hostname", run.vantage),
        ]
        xml.element("testsuite", attributes + (file.map { [("file", $0)] } ?? [])) { xml in
            xml.element("properties") { xml in
                for (name, value) in properties {
                    xml.element("property", [("name", name), ("value", value)], text: "")
                }
            }
            for testCase in cases { testCase.add(to: &xml) }
        }
    }

    private var properties: [(String, String)] {
        let digests = image.backends.compactMap(\.digest)
        var properties = [
            ("blobgate.version", run.version), ("blobgate.command", run.command),
            ("blobgate.depth", run.depth),
            ("blobgate.verdict", image.verdict),
        ]
        if let number = run.run { properties.append(("blobgate.run", "\(number)")) }
        for (number, digest) in Set(digests).sorted().enumerated() {
            properties.append((number == 0 ? "image.digest" : "image.digest.\(number + 1)", digest))
        }
        for (number, origin) in image.origins.enumerated() {
            properties.append((number == 0 ? "image.origin" : "image.origin.\(number + 1)", origin))
        }
        return properties
    }

    /// Seconds as JUnit's readers expect them: digits and a point, whatever the locale.
    static func seconds(_ seconds: Double) -> String {
        let milliseconds = Int64((min(max(0, seconds), 1e9) * 1000).rounded())
        let fraction = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}

extension Verdict {
    /// A verdict that a report tells; what it does not know is undecided.
    init(told text: String) { self = Verdict(rawValue: text) ?? .undecided }
}
