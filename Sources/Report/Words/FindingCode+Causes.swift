package import Record

extension FaultFamily {
    /// What faults of the family have in common, in one or two sentences.
    package var meaning: String {
        switch self {
        case .content: "Bytes came, and they are not those that the image names."
        case .absence: "The backend says that it has not got it."
        case .access: "The backend could not be asked, or did not answer to the end: nothing is known about the bytes."
        }
    }
}

extension FindingCode {
    /// What usually lies behind it, the likeliest first: short sentences.
    package var causes: [String] {
        switch self {
        case .contentDigest:
            [
                "A cache file of this backend is damaged: writes that the disk lost, a bit that tipped, another slice's "
                    + "bytes. A caching proxy has no checksum of the body and notices nothing.",
                "The storage gave wrong bytes for a while, for example before a segment was listed, and the cache kept "
                    + "them for days.",
                "The object in the storage is damaged: then every backend without an older copy shows the same hash.",
                "An error page or another object is served with status 200.",
            ]
        case .contentSize:
            [
                "A reply that was cut short was cached with its short length.",
                "The registry remembers an old size of the blob until it is restarted, or its descriptor cache emptied.",
                "An upload was stored cut, empty or doubled.",
                "A proxy answers with an error page and status 200.",
            ]
        case .contentTrailing:
            [
                "The object was stored twice, one copy after the other.",
                "A proxy joined ranges wrongly, or added a whole reply to a slice.",
            ]
        case .contentEncoded:
            [
                "A proxy on the way compresses replies, whatever the client asked for.",
                "The object was stored with a Content-Encoding of its own.",
            ]
        case .contentFlapping:
            [
                "Several machines stand behind this address, and one of them is bad.",
                "Storage or network gave wrong bytes for a moment.",
                "A cache was filled anew, or healed, between the two reads.",
            ]
        case .contentEmbedded:
            [
                "Whatever built the image changed the content or its descriptor, and not the embedded copy.",
                "The copy is cut, or encoded twice.",
            ]
        case .contentManifest:
            [
                "Whatever pushed it wrote a broken manifest: no registry checks all of it.",
                "Another document was pushed under this name.",
            ]
        case .contentMediaType:
            [
                "A proxy sets a Content-Type of its own.",
                "Whatever pushed it wrote one type into the manifest and declared another.",
            ]
        case .contentPin:
            [
                "Somebody pushed the tag again after the pins were written, or after the image was built.",
                "The pins are of an older release, or the image on disk is not the one that was pushed.",
                "A cache or a replica kept the tag's older manifest.",
                "Another tool built or converted the image on its way: the layers are the same, and the manifest is not.",
            ]
        case .contentTagDivergence:
            [
                "Replication between the backends lags: the tag was pushed a short while ago.",
                "A cache kept the tag's older manifest.",
                "Somebody pushed the tag to one of the backends only.",
            ]
        case .absenceManifest:
            [
                "The name has a typing mistake, or the push has not ended.",
                "Replication lags, or has lost it.",
                "The tag or the manifest was deleted, or removed by garbage collection while an index still names it.",
                "Some registries answer \"not found\" to those who may not read the repository.",
            ]
        case .absenceBlob:
            [
                "Garbage collection removed a layer that a manifest still names.",
                "The object is lost in the storage, or the repository's link to it.",
                "Replication copied the manifest and not yet, or never, the layer.",
                "A cache kept an answer of \"not found\".",
            ]
        case .absencePlatform:
            [
                "The image was not built for this platform.",
                "The platform is spelled differently in the index, for example with a variant.",
            ]
        case .absenceReferrer:
            [
                "Replication copied the image and not yet, or never, what was attached to it.",
                "It was attached on one backend only.",
                "A cache kept an older list: a list is the content of no digest, and changes.",
                "Under the tag schema two writers replaced the list at the same time, and one entry was lost.",
            ]
        case .accessResolve:
            [
                "The registry's name has a typing mistake, or is known only inside another network.",
                "The name server is out of reach from here.",
                "A file of the nodes blocks the registry, or lets nobody be asked for tags.",
            ]
        case .accessConnect:
            [
                "The server is down or is being restarted.",
                "A wrong address or port is configured.",
                "A firewall rejects connections from here.",
            ]
        case .accessConnectTimeout:
            [
                "The machine is down or has another address now.",
                "A firewall drops packets from here.",
                "The machine is overloaded, and its queue of connections is full.",
            ]
        case .accessTLS:
            [
                "The certificate has expired, or is for another name.",
                "Its authority is not known here: the registry's ca is not configured.",
                "The backend speaks plain HTTP on this port.",
                "The backend asks for a client certificate.",
            ]
        case .accessEmptyReply:
            [
                "The server process ended while it was answering.",
                "A cache file cannot be read: permissions, or a file system that went read-only.",
                "A balancer closed the connection because no server was behind it.",
                "The server speaks TLS on this port, and the configuration says http.",
            ]
        case .accessTruncated:
            [
                "The cache's file system is full or read-only: the proxy breaks off where it cannot write.",
                "The registry behind the proxy died or was restarted in the middle.",
                "The object in the storage is shorter than the registry believes.",
            ]
        case .accessReset:
            [
                "The server process was killed, or a balancer took the server out.",
                "A firewall or a proxy ended a connection that it held to be idle.",
            ]
        case .accessStalled:
            [
                "A cache file is shorter than its header says: the body ends early and the connection stays open.",
                "The storage behind the registry hangs.",
                "The server is overloaded, or packets are lost on the way.",
            ]
        case .accessSlow:
            [
                "The network or the server is overloaded.",
                "Somebody limits the rate of this client.",
                "The storage behind the registry hands out bytes in drips.",
            ]
        case .accessProtocol:
            [
                "Something else than a web server listens on this port.",
                "A proxy sends a damaged head.",
            ]
        case .accessServerError:
            [
                "502, 503 or 504: the registry behind the proxy is down, restarting or too slow.",
                "500: the registry cannot read its storage, or a cache file is damaged.",
            ]
        case .accessRateLimited:
            [
                "Too many requests from this address or account: of this run, or of others behind the same address.",
                "A public registry limits pulls without an account.",
            ]
        case .accessStatus:
            [
                "A web server that is no registry answers under this name.",
                "416 to a plain request: the object in the storage is empty.",
                "A proxy or a rule for security refuses the path.",
            ]
        case .accessCredentials:
            [
                "No credentials are known for this registry, or for this mirror: each has its own.",
                "The password has changed, or the account may not read this repository.",
                "The repository does not exist: many registries say so only to those who may know.",
            ]
        case .accessTokenServer:
            [
                "The token server is down or out of reach from here.",
                "Its certificate is not trusted here.",
                "Its answer is no token: a proxy or a login page stands before it.",
            ]
        case .accessRedirect:
            [
                "The registry sends clients to storage over plain http, or in a circle.",
                "A login page or a captive portal redirects every request.",
            ]
        case .accessStorageRefused:
            [
                "The signed URL had expired when the storage read it: its life is short, or the clocks differ.",
                "The key that the registry signs with was changed or lost its rights.",
                "A proxy between them changes the URL, or the storage does not serve this network.",
            ]
        case .accessHeadLimit:
            [
                "A proxy on the way adds the same fields again and again.",
                "Something else than a registry answers under this name.",
            ]
        case .accessManifestLimit:
            [
                "An index collects far too many manifests: more than 8 MiB of text are not read.",
                "Something that is no manifest was pushed under this name.",
            ]
        case .accessIndexWidth:
            [
                "A tool adds every build to one index, and removes none.",
                "Somebody pushed an index to keep clients busy.",
            ]
        case .accessIndexDepth:
            [
                "A tool wraps the index of the build before into a new one each time.",
                "Somebody pushed indexes to keep clients busy.",
            ]
        case .accessAlgorithm: ["The digest has an algorithm other than sha256 and sha512."]
        case .accessSchema1:
            [
                "The image was pushed by a client of before 2016, and never again.",
                "The registry converts for clients that it holds to be old: a proxy may drop the Accept field.",
            ]
        case .accessReferrers:
            [
                "The registry, or a proxy before it, answers this path with something else.",
                "The tag of the list was pushed as something else than an index.",
                "Whatever attaches to the image does so again and again, and nothing is ever removed.",
            ]
        case .accessForeign:
            [
                "The image is based on one whose layers may not be distributed, such as those of Windows.",
                "It was copied without its foreign layers.",
            ]
        case .accessWithheld: ["The backend that was asked first served wrong bytes: its finding has the cause."]
        case .accessDeadline:
            [
                "The release is large, and nothing of it was proven before.",
                "A backend is slow, or was tried again many times.",
                "Another run held the same paths for long.",
            ]
        case .accessGivenUp:
            [
                "The backend is down, hangs, or cannot prove to be the registry: the finding beside this one says which.",
                "A firewall or a limit of connections lets a few requests through and no more.",
            ]
        case .contentHeader:
            [
                "The object that is stored, or cached, under this digest is another one.",
                "A proxy or an older registry writes the field wrongly; the bytes may be right.",
                "A cache kept the answer to HEAD and to GET at different times.",
            ]
        case .contentUnpack:
            [
                "Whatever built the image wrote a broken stream, or was stopped while it wrote.",
                "The layer's media type names another compression than its bytes have.",
            ]
        case .contentTar:
            [
                "The layer was cut before it was compressed and pushed.",
                "Something that is no file system layer was pushed as one.",
            ]
        case .contentDiffID:
            [
                "The layer was compressed anew or replaced, and the configuration was not written anew.",
                "Layers of two builds were mixed up.",
            ]
        case .contentConfig:
            [
                "Whatever built the image wrote its configuration wrongly, or left layers out of it."
            ]
        case .accessInterrupted: ["SIGINT or SIGTERM: somebody pressed Ctrl-C, or a job was cancelled."]
        case .accessOther: ["libcurl reports an error that has no code of its own here: its text is in the finding."]
        }
    }

    /// How it shows elsewhere: what a node or another tool says of the same fault, in one or two sentences.
    package var shows: String {
        switch self {
        case .contentDigest, .contentFlapping:
            "containerd: \"unexpected commit digest\"; docker: \"filesystem layer verification failed\"; skopeo: \"Digest "
                + "did not match\". Length, ETag, Docker-Content-Digest and HEAD are as for good bytes."
        case .contentSize, .contentTrailing:
            "containerd: \"failed size validation\" or \"short read\"; others: \"unexpected EOF\" or a digest that differs."
        case .contentEncoded:
            "containerd decodes it: \"unexpected commit digest\", or \"gzip: invalid header\"; others hash it as it is."
        case .contentEmbedded, .contentManifest, .contentMediaType:
            "Clients disagree: one pulls the image, another says \"unsupported media type\" or \"manifest invalid\"."
        case .contentTagDivergence: "Nodes run different images under one name, and no pull fails."
        case .contentPin: "Nodes run another image than the one that was tested, and no pull fails."
        case .absenceManifest: "Nodes: \"manifest unknown\" or \"not found\", and ImagePullBackOff."
        case .absenceBlob:
            "Nodes: \"blob unknown\" or \"not found\" in the middle of a pull, after the manifest was read."
        case .absencePlatform: "Nodes: \"no match for platform in manifest\"."
        case .absenceReferrer:
            "Policy controllers and cosign: \"no signatures found\" or \"no matching attestations\"; nodes that ask for none notice "
                + "nothing."
        case .accessReferrers:
            "Policy controllers cannot check the image; nodes that ask for no referrers notice nothing."
        case .accessResolve: "Nodes: \"no such host\"."
        case .accessConnect: "Nodes: \"connection refused\"."
        case .accessConnectTimeout, .accessStalled, .accessSlow:
            "Nodes: \"i/o timeout\", or a pull that hangs without an end: few clients have a limit of their own."
        case .accessTLS: "Nodes: \"x509: certificate ...\" or \"tls: ...\"."
        case .accessEmptyReply, .accessTruncated, .accessReset:
            "Nodes: \"unexpected EOF\" or \"connection reset by peer\"; some try again, some do not."
        case .accessProtocol: "Nodes: \"malformed HTTP response\"."
        case .accessServerError, .accessStatus: "Nodes: \"unexpected status\" with its number."
        case .accessRateLimited: "Nodes: \"toomanyrequests\" or status 429."
        case .accessCredentials, .accessTokenServer:
            "Nodes: \"unauthorized\", \"denied\" or \"failed to fetch oauth token\"."
        case .accessRedirect: "Nodes may follow where Blobgate does not, or say \"stopped after 10 redirects\"."
        case .accessStorageRefused: "Nodes: \"403 Forbidden\" with the address of the storage."
        case .accessHeadLimit: "Nodes: \"server response headers exceeded ... bytes; aborted\"."
        case .accessManifestLimit: "Nodes: \"manifest too large\", depending on their limit."
        case .accessIndexWidth, .accessIndexDepth:
            "Nodes read only the branch of their own platform, and may start the image all the same."
        case .accessAlgorithm: "Nodes: \"unsupported digest algorithm\"."
        case .accessSchema1: "containerd: \"media type ... is no longer supported since containerd v2.1\"."
        case .accessForeign: "Nodes that cannot reach the URLs: \"not found\", or a timeout of another host."
        case .contentHeader:
            "containerd asks for the digest that it names: \"not found\" or another image. Few clients compare it for a blob; "
                + "regctl and oras do for manifests."
        case .contentUnpack: "containerd: \"failed to extract layer\"; docker: \"failed to register layer\"."
        case .contentTar: "containerd: \"failed to extract layer\", \"archive/tar: invalid tar header\"."
        case .contentDiffID: "containerd: \"wrong diff id calculated on extraction\"."
        case .contentConfig: "containerd: \"mismatched image rootfs and manifest layers\"."
        case .accessGivenUp: "As for the fault that made the run give the backend up."
        case .accessWithheld, .accessDeadline, .accessInterrupted: "Nodes are not concerned: it is about this run."
        case .accessOther: "It depends on the error."
        }
    }

    /// The exit code that it leads to, when nothing graver was found, and why: one or two sentences.
    package var exits: String {
        switch self {
        case .accessCredentials: "\(ExitCode.credentials.rawValue) (\(ExitCode.credentials.meaning))."
        case .accessInterrupted: "\(ExitCode.interrupted.rawValue) or \(ExitCode.terminated.rawValue), by the signal."
        case _ where family == .access: "\(ExitCode.undecided.rawValue) (\(ExitCode.undecided.meaning))."
        case .absenceManifest, .absenceBlob, .absenceReferrer, .contentTagDivergence, .contentPin:
            "\(ExitCode.refused.rawValue) (refused). On a standby it is reported only, and refuses nothing."
        default: "\(ExitCode.refused.rawValue) (refused)."
        }
    }
}
