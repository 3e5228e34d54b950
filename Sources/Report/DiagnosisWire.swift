internal import Foundation
internal import Gate
internal import OCI

/// What a person has to act on.
struct DiagnosisWire: Codable {
    struct ImageName: Codable {
        let reference: String
        let origins: [String]
        let rollbackOnly: Bool?

        init(_ image: Diagnosis.ConcernedImage) {
            reference = image.reference.description
            origins = image.origins.map(Page.ascii)
            rollbackOnly = image.isRollbackOnly ? true : nil
        }
    }

    struct Subject: Codable, Hashable {
        let repository: String?
        let tag: String?
        let digest: String?
        let kind: String?
        let size: Int64?
        var more: Int
    }

    struct Sighting: Codable {
        let backend: String
        let direct: Bool
        let seen: String
        let address: String?
        let cacheStatus: String?
        let received: String?
        var count: Int
    }

    struct Bystander: Codable {
        let backend: String
        let direct: Bool
        var states: [State]
    }

    /// How other claims stand: `state` says which of the other keys may be there.
    struct State: Codable {
        let state: String
        var count: Int
        var cacheStatus: String?
        var provenAt: String?
        var ageSeconds: Int64?
        var run: Int64?
        var vantage: String?
        var code: String?
        var reason: String?
        var digest: String?

        init(_ share: Diagnosis.Share) {
            count = share.count
            switch share.state {
            case .verified(let status):
                state = "verified"
                cacheStatus = status
            case .reused(let date, let age, let number, let machine, let status):
                state = "reused"
                provenAt = Units.rfc3339(date)
                ageSeconds = Units.whole(age)
                run = number
                vantage = machine.map(Page.ascii)
                cacheStatus = status
            case .present: state = "present"
            case .planned: state = "planned"
            case .undecided(let fault):
                state = "undecided"
                code = fault.rawValue
            case .withheld: state = "withheld"
            case .faulty(let fault):
                state = "faulty"
                code = fault.rawValue
            case .notAsked(let why):
                state = "not-asked"
                reason = why
            case .names(let named):
                state = "names"
                digest = named.description
            }
        }
    }

    struct Hypothetical: Codable {
        let kind: String
        let standing: String
        let backends: [String]
        let statement: String
        let supports: [String]
        let opposes: [String]

        init(_ cause: Hypothesis) {
            kind = cause.kind.rawValue
            standing = cause.standing.rawValue
            backends = cause.backends.map(Page.ascii)
            statement = Page.ascii(cause.statement)
            supports = cause.supports.map(Page.ascii)
            opposes = cause.opposes.map(Page.ascii)
        }
    }

    struct Step: Codable {
        let purpose: String
        let backends: [String]
        let text: String
        let commands: [String]
        let expected: String?

        init(_ step: RemedyStep) {
            purpose = step.purpose.rawValue
            backends = step.backends.map(Page.ascii)
            expected = step.expected.map(Page.ascii)
            text = Page.ascii(step.text)
            commands = step.commands.map(Page.ascii)
        }
    }

    struct EarlierImage: Codable {
        let run: Int64
        let when: String
        let reference: String
        let origins: [String]

        init(_ use: EarlierUse) {
            run = use.run
            when = Units.rfc3339(use.when)
            reference = Page.ascii(use.reference)
            origins = use.origins.map(Page.ascii)
        }
    }

    let code: String
    let family: String
    var weight: String
    let title: String
    let meaning: String
    let registry: String
    var images: [ImageName]
    var subject: Subject
    var sightings: [Sighting]
    var others: [Bystander]
    var scope: String
    var reach: String
    let cause: String?
    let conclusion: String?
    var notes: [String]
    let causes: [Hypothetical]
    let openQuestion: String?
    let locations: [String]
    let investigation: InvestigationWire?
    let remedy: [String]
    let steps: [Step]
    let alsoIn: [ImageName]
    let earlier: [EarlierImage]

    init(_ diagnosis: Diagnosis) {
        code = diagnosis.code.rawValue
        family = diagnosis.code.family.rawValue
        weight = diagnosis.weight.rawValue
        title = diagnosis.code.title
        meaning = diagnosis.meaning
        registry = diagnosis.registry.description
        images = diagnosis.images.map(ImageName.init)
        let about = diagnosis.subject
        subject = Subject(
            repository: about.repository?.description, tag: about.tag?.description, digest: about.digest?.description,
            kind: about.kind?.rawValue, size: about.size, more: about.more)
        sightings = diagnosis.sightings.map { sighting in
            Sighting(
                backend: Page.ascii(sighting.backend), direct: sighting.isDirect, seen: Page.ascii(sighting.seen),
                address: sighting.address, cacheStatus: sighting.cacheStatus, received: sighting.received?.description,
                count: sighting.count)
        }
        others = diagnosis.others.map { other in
            Bystander(
                backend: Page.ascii(other.backend), direct: other.isDirect, states: other.states.map(State.init))
        }
        scope = diagnosis.scope.rawValue
        reach = Page.ascii(diagnosis.reach)
        cause = diagnosis.cause?.rawValue
        conclusion = diagnosis.conclusion.isEmpty ? nil : Page.ascii(diagnosis.conclusion)
        notes = diagnosis.notes.map(Page.ascii)
        causes = diagnosis.causes.map(Hypothetical.init)
        openQuestion = diagnosis.openQuestion.map(Page.ascii)
        locations = diagnosis.locations.map(Page.ascii)
        investigation = diagnosis.investigation.map(InvestigationWire.init)
        remedy = diagnosis.remedy.map(Page.ascii)
        steps = diagnosis.steps.map(Step.init)
        alsoIn = diagnosis.alsoIn.map(ImageName.init)
        earlier = diagnosis.earlier.map(EarlierImage.init)
    }
}
