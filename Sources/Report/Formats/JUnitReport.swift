internal import Foundation
internal import OCI
package import Record

/// A finished run as JUnit XML, as Jenkins and GitLab read it: a suite per image, a case per backend.
///
/// A failure is a refusal, an error is undecided. A case is skipped if nothing was proven but the deploy is not stopped: a
/// weak depth, a plan, an override. Such a case must not be shown green.
package enum JUnitReport {
    /// ASCII, with a newline at the end.
    package static func render(_ run: Run, places: PlaceNames) -> String {
        let suites = run.images.map { JUnitSuite($0, run, places) }
        var xml = XMLText()
        xml.element(
            "testsuites",
            [
                ("name", "blobgate \(run.command.rawValue)"), ("time", JUnitSuite.seconds(run.facts.duration)),
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
    private let image: Run.Image
    private let run: Run
    private let file: String?

    init(_ image: Run.Image, _ run: Run, _ places: PlaceNames) {
        self.image = image
        self.run = run
        file = image.lines.first.map { places.path($0.file) }
        let concerned = run.diagnoses.filter { fault in
            fault.images.contains { $0.reference == image.reference }
        }
        let views = image.views.map { JUnitCase($0, of: image, run, concerned) }
        let verdict = Verdict.combined(image.views.map(\.verdict))
        let isWorse = Verdict.combined([verdict, image.verdict]) != verdict
        let whole = image.findings.isEmpty && !isWorse ? [] : [JUnitCase(whole: image, run, concerned)]
        cases = views + whole
    }

    func count(of outcome: JUnitCase.Outcome) -> Int { cases.filter { $0.outcome == outcome }.count }

    func add(to xml: inout XMLText) {
        let attributes = [
            ("name", image.reference.description), ("tests", "\(cases.count)"),
            ("failures", "\(count(of: .failure))"), ("errors", "\(count(of: .error))"),
            ("skipped", "\(count(of: .skipped))"),
            ("time", Self.seconds(cases.reduce(0) { $0 + $1.seconds })),
            ("timestamp", Self.timestamp(run.started)), ("hostname", run.vantage),
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
        let digests = image.views.compactMap(\.digest)
        var properties = [
            ("blobgate.version", run.version), ("blobgate.command", run.command.rawValue),
            ("blobgate.depth", run.policy.depth.rawValue), ("blobgate.verdict", image.verdict.rawValue),
        ]
        if let number = run.number { properties.append(("blobgate.run", "\(number)")) }
        for (number, digest) in Set(digests).sorted().enumerated() {
            properties.append((number == 0 ? "image.digest" : "image.digest.\(number + 1)", digest.description))
        }
        for (number, origin) in image.origins.enumerated() {
            properties.append((number == 0 ? "image.origin" : "image.origin.\(number + 1)", origin.description))
        }
        return properties
    }

    /// The time in UTC without a zone, as JUnit readers expect it.
    static func timestamp(_ date: Date) -> String {
        date.addingTimeInterval(0.0005).formatted(
            Date.ISO8601FormatStyle().year().month().day().time(includingFractionalSeconds: false))
    }

    /// Seconds as JUnit readers expect them: digits and a point, independent of the locale.
    static func seconds(_ seconds: Double) -> String {
        let milliseconds = Int64((min(max(0, seconds), 1e9) * 1000).rounded())
        let fraction = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
