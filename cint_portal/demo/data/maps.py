"""Strategy maps of the slides and of the carton company's workshop, and HR's process analysis.

The slides print the boxes of each map; the arrows that they only draw are read from the pictures and texts.
"""

VALUE = "Enhance Long Term Shareholder Value"
REVENUE = "Increase Revenue Growth"
COST = "Manage Cost Efficiency"
SATISFACTION = "Nurture Customer Satisfaction"
SHARE = "Expand Market Share"
ACQUISITION = "Increase Customer Acquisition"
OPERATIONAL = "Achieve Operational Excellence"
DEMAND = "Drive Demand via Customer Relation Management"
INNOVATION = "Manage Dramatic Growth through Innovation"
ENVIRONMENT = "Implement Good Environmental Policy"
PEOPLE = "Develop Employee Satisfaction"
PRODUCTIVITY = "Enhance Employee Productivity"
APPRAISAL = "Improve Employee Appraisal System"

HR_PRODUCTIVITY = "Mengembangkan Produktivitas Karyawan"
HR_COST = "Mengelola Biaya Karyawan secara Efisien"
HR_SATISFACTION = "Mengembangkan Employee Satisfaction"
HR_RECRUITING = "Menerapkan Sistem Rekrutmen Berbasis Kompetensi"
HR_TRAINING = "Menerapkan Pola Pelatihan Berkelanjutan"
HR_APPRAISAL = "Menyempurnakan Sistem Evaluasi Kinerja"
HR_CAREER = "Membangun Sistem Perencanaan Karir yang Efektif"
HR_COMPETENCE = "Mengembangkan Kompetensi Karyawan Internal Divisi HR"
HR_CLIMATE = "Membangun Lingkungan Kerja di Departemen HR yang Kondusif"

BK_TOTAL = "Meningkatkan hasil pencapaian KPI"
BK_HOURS = "Tidak ada waktu jam kerja yang hilang"
BK_PUNCTUAL = "Ketepatan waktu penyelesaian Permintaan Kerja (PK)"
BK_SERVICE = "Meningkatkan kepuasan pelayanan internal antar departemen"
BK_ORDERS = "Memenuhi realisasi permintaan kerja (PK)"
BK_DAMAGE = "Tidak ada kerusakan kendaraan"
BK_FORKLIFT = "Maintenance forklift sesuai jadwal"
BK_SAFETY = "Membudayakan prinsip K3L"
BK_FINDINGS = "Meningkatkan presentase closing temuan audit K3L"
BK_PEOPLE = "Meningkatkan kinerja departemen"

MKT_VALUE = "Drive Long Term Shareholder Value"
MKT_REVENUE = "Increase Sales Revenue"
MKT_EFFICIENCY = "Optimize Marketing Efficiency"
MKT_CUSTOMERS = "Create Satisfied and Loyal Customers"
MKT_BRAND = "Enhance Brand Image"
MKT_COMMUNICATION = "Develop Innovative Marketing Communication Program"
MKT_INTELLIGENCE = "Develop Marketing Business Intelligence"
MKT_PRODUCTS = "Accelerate New Product Development Ideas"
MKT_RELATION = "Develop Effective Customer Relation Management"
MKT_COMPETENCE = "Develop Strategic & Functional Marketing Competencies"
MKT_CREATIVE = "Foster Creative Thinking & Innovative Solutions"

IT_VALUE = "Drive Long Term Shareholder Value"
IT_IMPACT = "Enhance IT Impact on Enterprise Outcome"
IT_EFFICIENCY = "Optimize IT Efficiency"
IT_SERVICE = "Deliver Consistent, High Quality IT Service"
IT_SOLUTIONS = "Provide Business Units with Innovative IT Solutions"
IT_INFRASTRUCTURE = "Maintain a Reliable IT Infrastructure"
IT_DECISIONS = "Develop Effective Decision Support System"
IT_APPLICATIONS = "Propose and Deliver Transformational Applications"
IT_COMPETENCE = "Develop Strategic & Functional IT Competencies"
IT_CULTURE = "Promote Customer-focused Culture"

#: Per unit its arrows: cause → effect.
MAPS: dict[str, tuple[tuple[str, str], ...]] = {
    "GMN": (
        (REVENUE, VALUE),
        (COST, VALUE),
        (SHARE, REVENUE),
        (ACQUISITION, REVENUE),
        (SATISFACTION, SHARE),
        (SATISFACTION, ACQUISITION),
        (OPERATIONAL, COST),
        (OPERATIONAL, SATISFACTION),
        (DEMAND, ACQUISITION),
        (INNOVATION, SHARE),
        (ENVIRONMENT, SATISFACTION),
        (PEOPLE, PRODUCTIVITY),
        (APPRAISAL, PRODUCTIVITY),
        (PEOPLE, DEMAND),
        (PRODUCTIVITY, OPERATIONAL),
        (PRODUCTIVITY, INNOVATION),
    ),
    "HR": (
        (HR_SATISFACTION, HR_PRODUCTIVITY),
        (HR_RECRUITING, HR_PRODUCTIVITY),
        (HR_RECRUITING, HR_COST),
        (HR_TRAINING, HR_SATISFACTION),
        (HR_TRAINING, HR_PRODUCTIVITY),
        (HR_APPRAISAL, HR_CAREER),
        (HR_APPRAISAL, HR_SATISFACTION),
        (HR_CAREER, HR_SATISFACTION),
        (HR_COMPETENCE, HR_RECRUITING),
        (HR_COMPETENCE, HR_TRAINING),
        (HR_COMPETENCE, HR_APPRAISAL),
        (HR_CLIMATE, HR_COMPETENCE),
    ),
    "BK": (
        (BK_PEOPLE, BK_ORDERS),
        (BK_PEOPLE, BK_DAMAGE),
        (BK_PEOPLE, BK_FORKLIFT),
        (BK_PEOPLE, BK_SAFETY),
        (BK_PEOPLE, BK_HOURS),
        (BK_PEOPLE, BK_PUNCTUAL),
        (BK_FINDINGS, BK_SAFETY),
        (BK_SAFETY, BK_ORDERS),
        (BK_FORKLIFT, BK_DAMAGE),
        (BK_DAMAGE, BK_SERVICE),
        (BK_ORDERS, BK_SERVICE),
        (BK_SERVICE, BK_TOTAL),
        (BK_HOURS, BK_TOTAL),
        (BK_PUNCTUAL, BK_TOTAL),
    ),
    "MKT": (
        (MKT_REVENUE, MKT_VALUE),
        (MKT_EFFICIENCY, MKT_VALUE),
        (MKT_CUSTOMERS, MKT_REVENUE),
        (MKT_BRAND, MKT_REVENUE),
        (MKT_COMMUNICATION, MKT_BRAND),
        (MKT_INTELLIGENCE, MKT_EFFICIENCY),
        (MKT_INTELLIGENCE, MKT_PRODUCTS),
        (MKT_PRODUCTS, MKT_CUSTOMERS),
        (MKT_RELATION, MKT_CUSTOMERS),
        (MKT_COMPETENCE, MKT_INTELLIGENCE),
        (MKT_COMPETENCE, MKT_RELATION),
        (MKT_CREATIVE, MKT_PRODUCTS),
        (MKT_CREATIVE, MKT_COMMUNICATION),
    ),
    "IT": (
        (IT_IMPACT, IT_VALUE),
        (IT_EFFICIENCY, IT_VALUE),
        (IT_SERVICE, IT_IMPACT),
        (IT_SOLUTIONS, IT_IMPACT),
        (IT_INFRASTRUCTURE, IT_EFFICIENCY),
        (IT_INFRASTRUCTURE, IT_SERVICE),
        (IT_DECISIONS, IT_SOLUTIONS),
        (IT_APPLICATIONS, IT_SOLUTIONS),
        (IT_COMPETENCE, IT_INFRASTRUCTURE),
        (IT_COMPETENCE, IT_DECISIONS),
        (IT_COMPETENCE, IT_APPLICATIONS),
        (IT_CULTURE, IT_SERVICE),
        (IT_CULTURE, IT_APPLICATIONS),
    ),
}

#: Per unit its process analysis: output, customer, expectation, the objectives that follow.
PROCESSES: dict[str, tuple[tuple[str, str, str, tuple[str, ...]], ...]] = {
    "HR": (
        (
            "Sistem dan pedoman pelaksanaan rekrutmen karyawan",
            "Semua karyawan",
            "Terpenuhinya kebutuhan karyawan baru secara tepat baik dari segi kuantitas maupun kualitas",
            (HR_RECRUITING,),
        ),
        (
            "Sistem dan pedoman pelaksanaan penilaian kinerja dan perencanaan karir SDM",
            "Semua karyawan",
            "Terlaksananya sistem penilaian kinerja dan perencanaan karir yang mampu mendorong pengembangan"
            " kapasitas individual dan sekaligus sinergis dengan peningkatan kinerja organisasi",
            (HR_CAREER,),
        ),
        (
            "Sistem Pelatihan yang Berkelanjutan",
            "Semua karyawan",
            "Terlaksananya pola pelatihan yang disertai dengan monitoring regular untuk memastikan penerapan"
            " materi yang telah diajarkan",
            (HR_TRAINING,),
        ),
        (
            "Lingkungan Kerja yang Kondusif serta Kapabilitas Karyawan Internal HR Division",
            "Karyawan Internal HR",
            "Terbangunnya lingkungan kerja yang kondusif serta kapabilitas yang solid diantara para karyawan"
            " internal bagian HR",
            (HR_COMPETENCE, HR_CLIMATE),
        ),
        (
            "Pengelolaan Biaya Karyawan yang Optimal",
            "Manajemen",
            "Terlaksananya pola pengelolaan biaya karyawan yang efisien dan optimal",
            (HR_COST,),
        ),
    ),
}
