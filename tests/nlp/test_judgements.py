"""What people write and what is understood. Every sentence is invented."""

import pytest

from nlp import understand
from nlp.understanding import Scope


@pytest.mark.parametrize(
    ("text", "conduct"),
    [
        ("路灯坏了半个月，给街道打了八次电话都没人管", "inaction"),
        ("王秀英的低保申请交上去三个月了还没批下来，一拖再拖", "delay"),
        ("城管队员没有出示证件就强拆了我的棚子，还乱罚款", "misconduct"),
        ("房管局让我找住建局，住建局又推给街道，踢皮球", "buck_passing"),
        ("窗口那个人爱理不理，态度恶劣，还冲我吼", "attitude"),
        ("办个证要请客送礼，不送礼就故意刁难", "extortion"),
        ("第一次去说缺证明，第二次去又说缺复印件，从来不一次性告知", "opacity"),
        ("上午十点便民大厅窗口空无一人，办公室门锁着", "absence"),
        ("当初说好补偿三万，现在不兑现，说话不算数", "broken_promise"),
        ("我投诉以后他们把我的电话告诉了对方，还威胁我撤诉，这是打击报复", "retaliation"),
        ("小区门口的路灯坏了", "none"),
    ],
)
def test_the_conduct_complained_about_comes_first(text: str, conduct: str) -> None:
    assert understand(text).conduct[0].label == conduct


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我要投诉社区办事员周强态度恶劣", "complaint"),
        ("施工噪音天天扰民到半夜，严重影响休息", "complaint"),
        ("家里老人瘫痪在床，生活困难，求助政府帮帮我们", "help"),
        ("请问老年证在哪里办理，需要什么材料？", "consult"),
        ("建议在学校门口增设斑马线", "suggest"),
        ("我举报隔壁的黑作坊无证经营", "report"),
        ("感谢派出所民警，热情周到，为你们点赞", "praise"),
        ("窗口的李敏态度很好，没有推诿，表扬她", "praise"),
    ],
)
def test_the_wish_comes_first_and_all_six_are_ranked(text: str, kind: str) -> None:
    kinds = understand(text).kind

    assert kinds[0].label == kind
    assert {guess.label for guess in kinds} == {
        "complaint", "help", "consult", "suggest", "report", "praise",
    }  # fmt: skip
    assert [guess.score for guess in kinds] == sorted((guess.score for guess in kinds), reverse=True)


@pytest.mark.parametrize(
    "text",
    [
        "办事员没有推诿，很快就办好了",
        "他们从不刁难老百姓",
        "没有任何人向我索要红包",
        "窗口服务态度很好",
        "请在信息公开栏里公布电话",
        "楼下半夜打牌吵得睡不着觉",
    ],
)
def test_a_fault_that_is_denied_or_meant_otherwise_is_no_fault(text: str) -> None:
    assert understand(text).conduct[0].label == "none"


@pytest.mark.parametrize("text", ["他解释说没有刁难我，可材料就是不收", "这不是推诿是什么", "难道不是踢皮球吗"])
def test_what_the_other_side_denies_and_what_is_asked_back_clear_nobody(text: str) -> None:
    assert understand(text).conduct[0].label != "none"


def test_the_words_that_decided_are_named_in_the_citizens_own_spelling() -> None:
    assert "踢皮球" in understand("几个单位互相踢皮球").conduct[0].because


def test_a_word_said_a_thousand_times_weighs_little_more_than_said_twice() -> None:
    twice, often = understand("敷衍，敷衍").conduct[0], understand("敷衍，" * 1000).conduct[0]

    assert often.label == twice.label
    assert often.score - twice.score < 0.1


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("小区路灯坏了，下水道也堵了", "城乡建设"),
        ("厂里拖欠工资，社保也不缴", "劳动和社会保障"),
        ("小学老师违规补课收费", "教育文体"),
        ("工厂夜里偷排废水，臭气熏天", "环境保护"),
        ("出租车拒载，路面坑坑洼洼", "交通运输"),
        ("乡卫生院医生开错药", "卫生计生"),
        ("景区门票乱涨价，超市卖过期食品", "商贸旅游"),
        ("村里的承包地和宅基地被占，庄稼被毁", "农村农业"),
        ("征地补偿款和青苗费没有发", "国土资源"),
        ("户口迁移，派出所说要派驻民警核实", "政法"),
        ("临时救助和救灾物资没发到", "民政"),
        ("入党材料和组织关系转接", "党务政务"),
        ("村干部贪污公款，侵吞集体财产", "纪检监察"),
        ("银行贷款和理财产品纠纷", "经济管理"),
        ("宽带网速慢，手机信号差", "科技与信息产业"),
    ],
)
def test_the_matter_is_ranked_first_among_all_fifteen(text: str, topic: str) -> None:
    topics = understand(text).topics

    assert topics[0].label == topic
    assert len({guess.label for guess in topics}) == 15
    assert sum(guess.score for guess in topics) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("区房管局不给办房产证", "房管"),
        ("派出所不给办户口", "公安交警"),
        ("医保局报销太慢", "医保"),
        ("自来水停了三天，水压也低", "水务"),
        ("退役军人优待金没有发放", "退役司法"),
        ("燃气公司挖断路面不恢复，住建局不管", "建设管理"),
        ("摊贩占道经营，烧烤摊油烟大", "城管执法"),
    ],
)
def test_the_function_of_the_body_or_the_matter_comes_first(text: str, function: str) -> None:
    assert understand(text).departments[0].label == function


def test_without_any_evidence_the_nearest_town_or_street_is_a_weak_guess() -> None:
    first = understand("唉").departments[0]

    assert first.label == "镇街"
    assert first.score < 0.5
    assert first.because == ()


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("你好", Scope.CHAT),
        ("您好，在吗？", Scope.CHAT),
        ("谢谢你", Scope.CHAT),
        ("讲个笑话吧", Scope.CHAT),
        ("", Scope.CHAT),
        ("😀😀", Scope.CHAT),
        ("你这个傻逼，滚", Scope.ABUSE),
        ("加微信 abc123，兼职刷单，日赚五百", Scope.SPAM),
        ("法院判决不公，法官偏袒，一审判决我不服", Scope.ELSEWHERE),
        ("话费乱扣，套餐退不了，营业厅让我打客服", Scope.ELSEWHERE),
        ("路灯坏了", Scope.CASE),
        ("你好，我家停水了", Scope.CASE),
        ("狗官，傻逼城管，把我的秤收走还不给收据", Scope.CASE),
        ("超市卖过期牛奶不给退款", Scope.CASE),
        ("招聘中歧视女性，请人社局查处", Scope.CASE),
    ],
)
def test_only_what_is_no_matter_at_all_is_kept_out(text: str, scope: Scope) -> None:
    assert understand(text).scope is scope


def test_the_citizen_is_told_whose_job_it_is() -> None:
    assert understand("不服判决，法官不公，要申请再审").elsewhere == "人民法院、人民检察院或者仲裁机构"
    assert understand("路灯坏了").elsewhere is None
