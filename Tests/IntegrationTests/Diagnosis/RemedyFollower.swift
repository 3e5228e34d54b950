import Foundation
import Lab
import Support
import Testing

/// Somebody who does what a remedy says, step by step: runs its commands as they are printed, and does by hand only what
/// is said in words.
///
/// What each step is done for is judged by its own first words; words that this reader does not know are a failure, and
/// so is a cache file that is moved while the storage is wrong.
struct RemedyFollower {
    let bench: DiagnosisBench
    /// The blob that the remedy is for.
    let blob: BuiltBlob
    /// What a person does to the storage, where a step says it in words.
    let byHand: (RunningLab) async throws -> Void
    /// Whether the storage was found right by a look of the remedy; `nil` before one.
    private(set) var storageIsRight: Bool?
    /// The last look, which is repeated after the storage was healed.
    private var lastLook: DiagnosisReport.Step?
    /// What was run.
    private(set) var log: [String] = []
    /// The slices that are gone from a cache after the remedy.
    private(set) var moved: [LabBackend: [Int64]] = [:]

    init(_ bench: DiagnosisBench, _ blob: BuiltBlob, byHand: @escaping (RunningLab) async throws -> Void) {
        self.bench = bench
        self.blob = blob
        self.byHand = byHand
    }

    /// When a step is to be done.
    enum Condition {
        case always
        /// Only when the storage is right, now or after it was healed.
        case storageRight
        /// Only when it is wrong.
        case storageWrong
        /// Of backends that stand before another storage, which is not so in a lab.
        case otherStorage

        init(_ text: String) {
            let right = ["Once it is intact there", "When ", "Then", "If front"]
            if text.hasPrefix("If it is bad there") || text.hasPrefix("If it is empty there") {
                self = .storageWrong
            } else if text.hasPrefix("If "), text.contains("a different storage") {
                self = .otherStorage
            } else {
                self = right.contains(where: text.hasPrefix) ? .storageRight : .always
            }
        }
    }

    mutating func follow(_ steps: [DiagnosisReport.Step]) async throws {
        for step in steps {
            switch Condition(step.text) {
            case .otherStorage: log.append("not so: \(step.text)")
            case .storageWrong where storageIsRight == true: log.append("not so: \(step.text)")
            case .storageRight where storageIsRight == false:
                // Only after it was healed: then the look that decided is done again.
                if let lastLook { try await look(lastLook) }
                #expect(storageIsRight == true, "\(step.text)")
                try await perform(step)
            default: try await perform(step)
            }
        }
    }

    private mutating func perform(_ step: DiagnosisReport.Step) async throws {
        switch step.purpose {
        case "look": try await look(step)
        case "save":
            for command in step.commands { try await save(command) }
        case "heal" where step.commands.isEmpty:
            log.append("by hand: \(step.text)")
            if step.text.contains("remove this ") {
                for backend in LabBackend.allCases { try bench.lab.evict(blob, on: backend) }
            } else {
                try await byHand(bench.lab)
            }
        case "heal", "then":
            for command in step.commands { try await run(command) }
        default: Issue.record("a step for \(step.purpose)")
        }
    }

    private mutating func look(_ step: DiagnosisReport.Step) async throws {
        log.append("look: \(step.text)")
        for command in step.commands {
            let ran = try await bench.shell(command)
            log.append("\(ran)")
            guard let expected = step.expected else {
                // For the record: nothing is decided by it, and `grep` finds nothing in most kernel logs.
                #expect(!ran.error.contains("No such file"), "\(ran)")
                continue
            }
            let isRight = ran.output.hasPrefix(expected)
            #expect(isRight == (try bench.lab.isStoredRight(blob)), "\(ran)")
            storageIsRight = isRight
            lastLook = step
        }
    }

    private mutating func save(_ command: String) async throws {
        let ran = try await bench.shell(command)
        log.append("\(ran)")
        let file = try #require(command.split(separator: " ").last.map(String.init))
        #expect(
            FileManager.default.contentsEqual(
                atPath: bench.home.path(file), andPath: bench.lab.originalFile(of: blob).path), "\(ran)")
    }

    private mutating func run(_ command: String) async throws {
        let moves = command.contains("&& mv ")
        if moves { #expect(try bench.lab.isStoredRight(blob), "moved before the storage is right: \(command)") }
        let before = cached()
        let ran = try await bench.shell(command)
        log.append("\(ran)")
        #expect(ran.status == 0, "\(ran)")
        guard moves else { return }
        let folder = try #require(ran.output.split(separator: "\n").first { $0.hasPrefix("/var/tmp/blobgate-") })
        defer { try? FileManager.default.removeItem(atPath: String(folder)) }
        for (backend, slices) in before {
            let gone = slices.filter { !bench.lab.cachedSlices(of: blob, on: backend).contains($0) }
            if !gone.isEmpty { moved[backend, default: []] += gone }
            for slice in gone {
                let name = bench.lab.cacheFile(of: blob, slice: slice, on: backend).lastPathComponent
                let kept = "\(folder)/\(name)"
                #expect(FileManager.default.fileExists(atPath: kept), "\(kept)")
            }
        }
    }

    private func cached() -> [LabBackend: [Int64]] {
        Dictionary(
            uniqueKeysWithValues: LabBackend.allCases.map { ($0, bench.lab.cachedSlices(of: blob, on: $0)) })
    }
}
